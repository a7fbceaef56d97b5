import { droid } from '../support/agents/droid.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(droid);
