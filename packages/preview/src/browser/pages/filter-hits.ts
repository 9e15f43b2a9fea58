// The search on the list of dashboards.
import type { SearchHit } from './search-hit';

/** The hits that hold every word of `text` in title, description or tags, and carry every tag. */
export function filterHits(hits: readonly SearchHit[], text: string, tags: readonly string[]): readonly SearchHit[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return hits.filter((hit) => {
    const haystack = [hit.title, hit.description, ...hit.tags].join(' ').toLowerCase();
    return words.every((word) => haystack.includes(word)) && tags.every((tag) => hit.tags.includes(tag));
  });
}
