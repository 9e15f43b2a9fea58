// Public face: where our own rules are, and the lists that they name.
export { packPlaceholdersFile, packRulesFolder, ruleFolders } from './pack-files.ts';
