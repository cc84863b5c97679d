using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>Describes a background task that has ended, as JSON in the response of <c>GET /background-tasks</c>.</summary>
/// <param name="Name">The name of the background task, given by the code that added the task.</param>
/// <param name="Outcome">The way in which the task ended: <c>succeeded</c>, <c>failed</c>, <c>timedout</c> or <c>stopped</c>.</param>
/// <param name="Added">The time at which the task was added (UTC).</param>
/// <param name="Started">The time at which the task started (UTC); null if the task never started.</param>
/// <param name="Milliseconds">The duration of the task in milliseconds.</param>
/// <param name="Error">The reason of the failure in one sentence; null if the task succeeded.</param>
/// <param name="Exception">The exception of a failed task with its stack trace; null without an exception.</param>
internal sealed record BackgroundRunView(
    string Name, string Outcome, DateTime Added, DateTime? Started, double Milliseconds, string? Error, string? Exception);
