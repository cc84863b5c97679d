namespace Streaming.Server.Publishing;

/// <summary>A scheduled publish.</summary>
/// <param name="Location">The path at which the scheduled publish can be read and cancelled, starting with <c>/</c>.</param>
/// <param name="Answer">The current state.</param>
internal sealed record ScheduledPublish(string Location, object Answer);
