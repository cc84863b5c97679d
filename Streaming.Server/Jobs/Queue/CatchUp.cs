namespace Streaming.Server.Jobs.Queue;

/// <summary>The jobs for the times at which a schedule would have fired while no server ran.</summary>
internal enum CatchUp
{
    /// <summary>One job for all missed times.</summary>
    One,

    /// <summary>A job for each missed time.</summary>
    All,

    /// <summary>No job.</summary>
    None,
}
