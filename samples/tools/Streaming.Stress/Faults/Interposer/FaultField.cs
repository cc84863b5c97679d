namespace Streaming.Stress.Faults.Interposer;

/// <summary>The numbers in the file that the tool and the library of faults share. <c>faults.h</c> has the same list.</summary>
internal enum FaultField
{
    /// <summary>Nanoseconds that are added to the wall clock.</summary>
    ClockOffset,

    /// <summary>The number of writes that still succeed.</summary>
    WriteSkip,

    /// <summary>The number of writes that then fail with EIO; -1 for all.</summary>
    WriteFail,

    /// <summary>The number of syncs that still succeed.</summary>
    SyncSkip,

    /// <summary>The number of syncs that then fail with EIO; -1 for all.</summary>
    SyncFail,

    /// <summary>1 if the disk has a limit.</summary>
    HasDiskLimit,

    /// <summary>The number of bytes by which files may still grow, before a write fails with ENOSPC.</summary>
    DiskLeft,

    /// <summary>The most bytes that one write accepts; 0 for all.</summary>
    ShortWrite,

    /// <summary>1 if files cannot be opened for writing or written.</summary>
    ReadOnly,

    /// <summary>The number of writes to the affected files so far.</summary>
    Writes,

    /// <summary>The number of syncs of the affected files so far.</summary>
    Syncs,

    /// <summary>The number of calls that a fault has made fail so far.</summary>
    Failed,

    /// <summary>The number of writes that were shortened so far.</summary>
    Shortened,

    /// <summary>The number of reads of the wall clock so far.</summary>
    ClockReads,
}
