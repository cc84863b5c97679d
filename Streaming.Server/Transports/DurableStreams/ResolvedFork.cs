using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Holds what the creation of a fork needs to know of its source.</summary>
/// <param name="Request">The source, and the offset up to which the fork has its messages.</param>
/// <param name="ContentType">The content type of the source; null if the source does not exist.</param>
/// <param name="Prefix">The first message of the fork, if it begins with a part of a message of the source; null otherwise.</param>
internal sealed record ResolvedFork(ForkRequest Request, string? ContentType, NewMessage? Prefix);
