using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>The background tasks of this node.</summary>
/// <param name="Waiting">The number of waiting tasks.</param>
/// <param name="Running">The number of running tasks.</param>
/// <param name="Tasks">The latest runs, newest first.</param>
internal sealed record BackgroundView(int Waiting, int Running, IReadOnlyList<BackgroundRunView> Tasks);
