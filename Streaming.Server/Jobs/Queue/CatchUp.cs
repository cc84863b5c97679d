namespace Streaming.Server.Jobs.Queue;

/// <summary>What is done about the times at which a schedule would have fired while no server ran.</summary>
internal enum CatchUp
{
    /// <summary>One job for all of them.</summary>
    One,

    /// <summary>A job for each.</summary>
    All,

    /// <summary>No job.</summary>
    None,
}
