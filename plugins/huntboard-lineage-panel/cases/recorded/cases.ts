// Recorded attacks (Open Threat Research, MIT), read from the corpus when they are looked at.
import { recorded } from '../case';
import type { LineageCase } from '../case';

const dump = 'metasploit_procdump_lsass_memory_dump';

/** The dump of LSASS through a document, a payload and procdump, among 138 processes. */
export const lsassDump = async (): Promise<LineageCase> => ({
  look: 'document, payload, procdump and the read of lsass are one glance; the rest of the host is rolled up',
  frames: await recorded(dump),
});

/** The same as a graph. */
export const lsassGraph = async (): Promise<LineageCase> => ({
  look: 'the chain from the document to procdump, and its access to lsass',
  frames: await recorded(dump),
  options: { view: 'graph' },
  height: 640,
});

/** The same over time. */
export const lsassTimeline = async (): Promise<LineageCase> => ({
  look: 'the window follows the attack; the dump is a burst at its end',
  frames: await recorded(dump),
  options: { view: 'timeline' },
});

/** The deepest tree of the recordings: nine generations. */
export const deepestRecorded = async (): Promise<LineageCase> => ({
  look: 'nine generations of a stager that came by DCOM',
  frames: await recorded('empire_dcom_shellwindows_stager_2020-09-18130751'),
});

/** The widest tree: 44 children of one parent. */
export const widestRecorded = async (): Promise<LineageCase> => ({
  look: 'three hosts; one parent with 44 children is a few rows',
  frames: await recorded('covenant_dcom_iertutil_dll_hijack_2020-10-09183000'),
});

/** The most linked: remoting across hosts. */
export const linkedRecorded = async (): Promise<LineageCase> => ({
  look: 'who opened whom, across the trees',
  frames: await recorded('covenant_psremoting_grunt_2019-12-05014931'),
  options: { view: 'graph' },
  height: 640,
});
