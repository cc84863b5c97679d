namespace Streaming.Stress.Scenarios;

/// <summary>A job of the type <c>countdown</c> that a scenario has enqueued.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Seconds">The time that each of its attempts takes.</param>
internal sealed record StartedJob(string Id, double Seconds);
