namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// The jobs of one type that all processes together run and have recently started. The limits of the type are compared with these numbers.
/// </summary>
/// <param name="Running">The number of jobs of the type that are running.</param>
/// <param name="Starts">The recent starts of jobs of the type, if the type has a maximum rate.</param>
internal sealed record JobTypeUse(int Running, RecentStarts Starts);
