// The suite of this source, from its samples.
import { describeSource } from '@huntboard/testing';

describeSource(__dirname);
