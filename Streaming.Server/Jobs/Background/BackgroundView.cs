using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>Describes the background tasks of this node (server process), as JSON.</summary>
/// <param name="Waiting">The number of background tasks that wait to run.</param>
/// <param name="Running">The number of background tasks that run now.</param>
/// <param name="Tasks">The latest background tasks that have ended; the task that ended last is first.</param>
internal sealed record BackgroundView(int Waiting, int Running, IReadOnlyList<BackgroundRunView> Tasks);
