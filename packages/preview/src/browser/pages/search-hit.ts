// What /api/search answers for each dashboard.

export interface SearchHit {
  readonly uid: string;
  readonly title: string;
  readonly url: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly folder: string;
  readonly panels: number;
}
