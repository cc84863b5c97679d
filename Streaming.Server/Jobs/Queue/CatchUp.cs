namespace Streaming.Server.Jobs.Queue;

/// <summary>States which jobs a schedule enqueues for the times that passed while no server was running.</summary>
internal enum CatchUp
{
    /// <summary>The schedule enqueues one job for all missed times together.</summary>
    One,

    /// <summary>The schedule enqueues one job for each missed time.</summary>
    All,

    /// <summary>The schedule enqueues no job for missed times.</summary>
    None,
}
