using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>The state of an event stream of several topics when the fan-out takes it over.</summary>
/// <param name="Readers">The readers of the topics, which the fan-out releases.</param>
/// <param name="Lease">The stream lease (the right to keep the stream open), which is disposed when the stream ends.</param>
/// <param name="Id">The composite position at which the stream starts, in ASCII.</param>
/// <param name="IsChunked">Whether each write is one chunk of an HTTP/1.1 body.</param>
internal sealed record CompositeEventStart(IReadOnlyList<TopicReader> Readers, StreamLease Lease, byte[] Id, bool IsChunked);
