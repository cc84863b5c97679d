namespace Streaming.Server.Publishing;

/// <summary>The result of scheduling messages that are published later.</summary>
/// <param name="Location">The path at which a client can read and cancel the scheduled publish; it begins with <c>/</c>.</param>
/// <param name="Answer">The body of the response: the current state of the scheduled publish.</param>
internal sealed record ScheduledPublish(string Location, object Answer);
