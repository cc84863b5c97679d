using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Holds the data about the source of a fork that is needed to create the fork. (A fork is a stream that begins with the data of its
/// source.)
/// </summary>
/// <param name="Request">The name of the source, and the offset of the last message that the fork (the new stream) has in common with the
/// source.</param>
/// <param name="ContentType">The content type of the source; null if the source does not exist.</param>
/// <param name="Prefix">
/// A part of a message of the source, if the fork (the new stream) has only the beginning of that message. The part follows the common
/// messages in the fork. Null if the fork has only whole messages of the source.
/// </param>
internal sealed record ResolvedFork(ForkRequest Request, string? ContentType, NewMessage? Prefix);
