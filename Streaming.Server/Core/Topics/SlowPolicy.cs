namespace Streaming.Server.Core.Topics;

/// <summary>What happens to a reader that cannot keep up.</summary>
public enum SlowPolicy
{
    /// <summary>It gets everything, from the log where memory has moved on; a gap only where the log has moved on too.</summary>
    Replay,

    /// <summary>Once it can take something again, it gets the newest waiting message of each type only.</summary>
    Latest,

    /// <summary>It is cut off when memory has moved on. It can resume.</summary>
    Disconnect,
}
