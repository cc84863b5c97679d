using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>The background tasks of this node.</summary>
/// <param name="Waiting">How many wait.</param>
/// <param name="Running">How many run.</param>
/// <param name="Tasks">What ran lately, newest first.</param>
internal sealed record BackgroundView(int Waiting, int Running, IReadOnlyList<BackgroundRunView> Tasks);
