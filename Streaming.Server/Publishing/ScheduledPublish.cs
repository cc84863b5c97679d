namespace Streaming.Server.Publishing;

/// <summary>The response to a request that schedules messages, which the server publishes at a later time.</summary>
/// <param name="Location">The path at which a client can read and cancel the scheduled publish. The path begins with /.</param>
/// <param name="Answer">The body of the response: the state of the scheduled publish.</param>
internal sealed record ScheduledPublish(string Location, object Answer);
