namespace Streaming.Server.Core.Concurrency;

/// <summary>Whether a permit was acquired.</summary>
internal enum CapacityResult
{
    /// <summary>The permit was acquired.</summary>
    Acquired,

    /// <summary>All permits are held.</summary>
    AllHeld,

    /// <summary>All permits of the key are held.</summary>
    AllOfKeyHeld,
}
