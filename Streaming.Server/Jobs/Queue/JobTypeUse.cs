namespace Streaming.Server.Jobs.Queue;

/// <summary>The use of one job type by all processes, with which its bounds are compared.</summary>
/// <param name="Running">The number of jobs of the type that are running.</param>
/// <param name="Starts">The recent starts of jobs of the type, if the type has a maximum rate.</param>
internal sealed record JobTypeUse(int Running, RecentStarts Starts);
