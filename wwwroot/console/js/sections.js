// The sections of the console, by the name in the address.
import * as audit from './views/audit.js';
import * as connections from './views/connections.js';
import * as jobs from './views/jobs.js';
import * as limits from './views/limits.js';
import * as nodes from './views/nodes.js';
import * as overview from './views/overview.js';
import * as rooms from './views/rooms.js';
import * as schedules from './views/schedules.js';
import * as tasks from './views/tasks.js';
import * as topics from './views/topics.js';
import * as webhooks from './views/webhooks.js';
import * as workers from './views/workers.js';

export const sections = { overview, topics, rooms, connections, jobs, schedules, workers, tasks, webhooks, limits, nodes, audit };
