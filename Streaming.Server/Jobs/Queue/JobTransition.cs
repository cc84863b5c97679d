using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>A transition of a job to another state.</summary>
/// <param name="Job">The job after the transition.</param>
/// <param name="Event">The event for the job's topic.</param>
/// <param name="Error">The error of the attempt; null if it has none.</param>
internal readonly record struct JobTransition(Job Job, NewMessage Event, JobError? Error = null);
