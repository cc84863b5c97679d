// The part that all tabs of the page share: one event stream with all topics that any tab follows. When the topics change, the stream is
// opened again at the last composite position; each tab has its own position, so that no message is lost or shown twice.
import { followableTopic, onShutOut } from '../api.js';
import { Backoff } from '../backoff.js';
import { learnType } from '../event-types.js';
import { hasReached } from '../position.js';
import { Client } from './client.js';
import { firstPosition } from './first-position.js';
import { FollowedTopic } from './followed-topic.js';
import { Follower } from './follower.js';
import { Link } from './link.js';
import { Source } from './source.js';

// All changes of the topics within this time cause only one new stream. When a tab opens, it makes several such changes.
const SOON = 20;
// The number of unused topics after which the stream is opened without them. A few do no harm, and each new stream costs a request.
const MOST_LEFT_OVER = 20;
const MOST_TOPICS = 100;

export class StreamHub {
  #clients = new Set();
  #topics = new Map();
  #carried = new Set();
  #timer = 0;
  #link = new Link(state => this.#each(client => client.setLink(state)));
  #source = new Source({
    opened: () => this.#onOpen(),
    message: (topic, position, type, data) => this.#onMessage(topic, position, type, data),
    gap: (topic, position) => this.#inTopic(topic, follower => follower.gap(position)),
    caughtUp: (topic, head, cursor) => this.#onCaughtUp(topic, head, cursor),
    expired: () => this.#onExpired(),
    closed: (topic, reason) => this.#onClosed(topic, reason),
    lost: isFinal => this.#onLost(isFinal),
    retry: () => this.#open(),
  });

  constructor() {
    onShutOut(() => this.#each(client => client.tell({ shutOut: true })));
  }

  /** Adds a tab; `post` sends a message to it. */
  join(post) {
    const client = new Client(post);
    this.#clients.add(client);
    client.tell({ hello: true });
    client.setLink(this.#link.state);
    return client;
  }

  leave(client) {
    client.leave();
    this.#clients.delete(client);
    for (const id of [...client.followers.keys()]) this.#unfollow(client, id);
  }

  /** Handles a message of a tab. */
  take(client, message) {
    switch (message.do) {
      case 'follow': return this.#follow(client, message);
      case 'unfollow': return this.#unfollow(client, message.id);
      case 'ready': return client.ready();
      case 'learn': return learnType(message.type);
      case 'retry': return this.#retryNow();
    }
  }

  async #follow(client, { id, topic, after, whole }) {
    this.#unfollow(client, id);
    const follower = new Follower(topic, whole);
    follower.isFirst = after === undefined;
    client.followers.set(id, follower);
    const isGone = () => client.followers.get(id) !== follower;
    const backoff = new Backoff();
    while (after === undefined) {
      try {
        after = await firstPosition(topic);
      } catch (problem) {
        if (isGone()) return;
        if (problem.isRefusal) return this.#refuse(client, id, problem.message);
        follower.setState('reconnecting');
        client.changed();
        this.#link.failed();
        await new Promise(resume => setTimeout(resume, backoff.next()));
      }
      if (isGone()) return;
    }
    follower.startAt(after);
    if (!this.#topics.has(topic)) this.#topics.set(topic, new FollowedTopic());
    this.#topics.get(topic).followers.set(follower, client);
    this.#schedule();
  }

  #unfollow(client, id) {
    const follower = client.followers.get(id);
    if (!follower) return;
    client.followers.delete(id);
    const topic = this.#topics.get(follower.topic);
    topic?.followers.delete(follower);
    if (topic?.followers.size === 0) this.#topics.delete(follower.topic);
    this.#schedule();
  }

  #schedule() {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0;
      const leftOver = [...this.#carried].filter(topic => !this.#topics.has(topic)).length;
      const isBehind = [...this.#topics].some(([topic, each]) => !this.#carried.has(topic) || each.hasFresh);
      if (isBehind || this.#topics.size === 0 || leftOver > MOST_LEFT_OVER) this.#open();
    }, SOON);
  }

  #open() {
    this.#source.close();
    this.#carried = new Set([...this.#topics.keys()].slice(0, MOST_TOPICS));
    if (this.#carried.size === 0) return this.#link.idle();
    const starts = new Map();
    for (const topic of this.#carried) {
      const found = this.#topics.get(topic);
      starts.set(topic, found.start);
      for (const follower of found.followers.keys()) {
        if (follower.isFresh || follower.state === 'reconnecting') follower.beginReplay();
      }
    }
    this.#source.open(starts);
  }

  #onOpen() {
    this.#link.opened();
    for (const topic of this.#carried) this.#inTopic(topic, follower => follower.open());
  }

  #onMessage(topic, position, type, data) {
    this.#link.heard();
    const found = this.#topics.get(topic);
    if (!found) return;
    found.position = position;
    this.#inTopic(topic, follower => follower.message(position, type, data));
  }

  #onCaughtUp(topic, head, cursor) {
    // The first such event of a stream contains the positions of all its topics, including those that started live.
    for (const [name, position] of cursor.split(',').map(part => part.split('='))) {
      const known = this.#topics.get(name);
      if (known) known.position ??= position;
    }
    this.#inTopic(topic, follower => follower.endReplay(head));
  }

  #onLost(isFinal) {
    this.#link.failed();
    for (const topic of this.#carried) {
      this.#inTopic(topic, follower => {
        follower.setState('reconnecting');
        if (follower.position) follower.beginReplay();
      });
    }
    if (isFinal) this.#askWhy([...this.#carried]);
  }

  // An EventSource hides the reason of an error; the same request over HTTP returns it. One refused topic must not block the others. If all
  // topics are closed, there is no stream.
  async #askWhy(topics) {
    const answers = await Promise.all(topics.map(topic => followableTopic(topic).catch(problem => problem)));
    let isChanged = false;
    for (const [index, topic] of topics.entries()) {
      const { isRefusal, message, closed, newest } = answers[index];
      const start = this.#topics.get(topic)?.start;
      if (isRefusal) this.#refuseTopic(topic, message);
      else if (closed && (!start || hasReached(start, newest))) this.#onClosed(topic, 'closed');
      else continue;
      isChanged = true;
    }
    if (isChanged) this.#open();
  }

  // After a topic was deleted or has expired, the stream is opened again, since there may be another topic of its name. A fresh follower of a
  // closed topic may be behind the stream that is open.
  #onClosed(topic, reason) {
    if (reason === 'closed' && !this.#topics.get(topic)?.hasFresh) this.#endTopic(topic, follower => follower.end());
    else this.#carried.delete(topic);
    this.#schedule();
  }

  #onExpired() {
    for (const topic of [...this.#topics.keys()]) this.#refuseTopic(topic, 'The token has expired. With a new token, this topic resumes after the last received message.');
    this.#open();
    this.#each(client => client.tell({ shutOut: true }));
  }

  #refuseTopic(topic, sentence) {
    this.#endTopic(topic, follower => follower.refuse(sentence));
  }

  #refuse(client, id, sentence) {
    this.#end(client, id, follower => follower.refuse(sentence));
  }

  #endTopic(topic, action) {
    for (const [follower, client] of this.#topics.get(topic)?.followers ?? []) {
      for (const [id, each] of client.followers) if (each === follower) this.#end(client, id, action);
    }
    this.#topics.delete(topic);
  }

  // The end is sent immediately and only once, and the topic is no longer followed for this tab.
  #end(client, id, action) {
    const follower = client.followers.get(id);
    action(follower);
    client.tell({ frames: [[id, follower.take()]] });
    client.followers.delete(id);
  }

  // The stream is opened again even if it looks open: after a time without a network, its connection may be dead.
  #retryNow() {
    for (const topic of this.#carried) this.#inTopic(topic, follower => follower.setState('reconnecting'));
    this.#carried.clear();
    this.#schedule();
  }

  // A fresh follower is left out: the stream that is open was not opened for it, and may be past the position at which it starts.
  #inTopic(topic, action) {
    for (const [follower, client] of this.#topics.get(topic)?.followers ?? []) {
      if (follower.isFresh) continue;
      action(follower);
      client.changed();
    }
  }

  #each(action) {
    for (const client of this.#clients) action(client);
  }
}
