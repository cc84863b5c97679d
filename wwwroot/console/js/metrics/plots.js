// What the overview plots, and how the values of measurements are read.
import { bytes, milliseconds, rate, short } from '../words.js';

export const TRANSPORTS = ['sse', 'websocket', 'signalr', 'centrifugal', 'durable-streams', 'download'];
const NAMES = { sse: 'SSE', websocket: 'WebSocket', signalr: 'SignalR', centrifugal: 'Centrifugal', 'durable-streams': 'Durable Streams', download: 'Downloads' };

/** The values of one measurement by name. `previous` is the measurement before, for counters that only grow. */
export function read(sample, previous) {
  const { publish, delivery, append, jobs, webhooks, store, process } = sample;
  return {
    in: sample.in, out: sample.out, slow: sample.slow, refused: sample.refused,
    gaps: grown(sample.gaps, previous?.gaps),
    ...Object.fromEntries(TRANSPORTS.map(name => [name, sample.connections?.[name] ?? (sample.connections ? 0 : null)])),
    publish50: publish?.p50, publish99: publish?.p99, delivery50: delivery?.p50, delivery99: delivery?.p99,
    batches: append?.batches, size: append?.size, commit: append?.commit,
    queued: jobs?.queued, running: jobs?.running, failed: grown(jobs?.failed, previous?.jobs?.failed), ended: jobs?.perSecond,
    failing: webhooks?.failing, behind: webhooks?.behind,
    bytes: store?.bytes, wal: store?.wal, memory: process?.memory, cpu: process?.cpu,
  };
}

const grown = (value, before) => value == null || before == null ? null : value >= before ? value - before : value;

const cores = value => value == null ? '–' : `${value.toFixed(2)} cores`;

// Values of the store are the same on each node, so those of several nodes are not added.
const shared = { over: 'last', nodes: 'max' };
const latency = { over: 'max', nodes: 'max' };

export const GROUPS = [
  { title: 'Messages', plots: [
    { title: 'Messages per second', format: rate, series: [{ name: 'in', label: 'Published' }, { name: 'out', label: 'Delivered' }] },
    { title: 'Connections', format: short, stacked: true, series: TRANSPORTS.map(name => ({ name, label: NAMES[name], over: 'last', isOptional: true })) },
    { title: 'Publish latency', format: milliseconds, series: [{ name: 'publish50', label: 'p50', ...latency, over: 'mean' }, { name: 'publish99', label: 'p99', ...latency }] },
    { title: 'Delivery latency', format: milliseconds, series: [{ name: 'delivery50', label: 'p50', ...latency, over: 'mean' }, { name: 'delivery99', label: 'p99', ...latency }] },
    { title: 'Slow subscribers and gaps', format: short, series: [{ name: 'slow', label: 'Slow subscribers' }, { name: 'gaps', label: 'Gaps', over: 'sum' }] },
    { title: 'Refused requests', format: rate, series: [{ name: 'refused', label: 'Refused' }] },
  ] },
  { title: 'Store', plots: [
    { title: 'Append batches', format: short, series: [{ name: 'batches', label: 'Batches per second' }, { name: 'size', label: 'Messages per batch', nodes: 'max' }] },
    { title: 'Commit time', format: milliseconds, series: [{ name: 'commit', label: 'p50', ...latency, over: 'mean' }] },
    { title: 'Database size', format: bytes, binary: true, series: [{ name: 'bytes', label: 'Database', ...shared }, { name: 'wal', label: 'WAL', ...shared }] },
  ] },
  { title: 'Work', plots: [
    { title: 'Jobs', format: short, series: [{ name: 'queued', label: 'Queued', ...shared }, { name: 'running', label: 'Running', ...shared }, { name: 'failed', label: 'Failed', over: 'sum' }] },
    { title: 'Jobs ended per second', format: rate, series: [{ name: 'ended', label: 'Ended' }] },
    { title: 'Webhooks', format: short, series: [{ name: 'behind', label: 'Messages waiting', ...shared }, { name: 'failing', label: 'Failing webhooks', ...shared }] },
  ] },
  { title: 'Process', plots: [
    { title: 'Memory', format: bytes, binary: true, series: [{ name: 'memory', label: 'Memory' }] },
    { title: 'CPU', format: cores, series: [{ name: 'cpu', label: 'Used' }] },
  ] },
];
