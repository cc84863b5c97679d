namespace Streaming.Server.Publishing;

/// <summary>A publish that waits.</summary>
/// <param name="Location">The path where it can be looked at and cancelled, from <c>/</c>.</param>
/// <param name="Answer">How it stands.</param>
public sealed record ScheduledPublish(string Location, object Answer);
