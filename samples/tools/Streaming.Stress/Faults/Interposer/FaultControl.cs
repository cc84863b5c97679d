using System.IO.MemoryMappedFiles;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Faults.Interposer;

/// <summary>
/// Lets the disk and the clock of one server fail while the server runs. The server must be started with <see cref="Environment"/>.
/// </summary>
internal sealed class FaultControl : IDisposable
{
    private const int Bytes = 4_096;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private FaultControl(string library, string folder, string affected)
    {
        var path = Path.Combine(folder, "faults");
        UndoLog = Path.Combine(folder, "undo");
        File.WriteAllBytes(path, new byte[Bytes]);
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, Bytes);
        _view = _file.CreateViewAccessor();
        Environment = [("LD_PRELOAD", library), ("STREAMING_FAULT_CONTROL", path), ("STREAMING_FAULT_FOLDER", affected)];
    }

    /// <summary>The environment variables with which the server loads the library of faults.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; }

    /// <summary>The environment variables of a server whose writes are recorded until they are synced (<see cref="PowerCut"/>).</summary>
    public IReadOnlyList<(string Name, string Value)> WithUndo => [.. Environment, ("STREAMING_FAULT_UNDO", UndoLog)];

    /// <summary>The file with the writes that are not synced.</summary>
    public string UndoLog { get; }

    /// <summary>Gets one of the numbers of the shared file.</summary>
    public long this[FaultField field]
    {
        get => _view.ReadInt64((int)field * sizeof(long));
        private set => _view.Write((int)field * sizeof(long), value);
    }

    /// <summary>Creates the shared file without faults, and compiles the library.</summary>
    /// <param name="folder">A folder for the shared file, outside of the server's folder.</param>
    /// <param name="affected">The beginning of the paths of the affected files.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <exception cref="StressException">The library cannot be used on this machine.</exception>
    public static async Task<FaultControl> CreateAsync(string folder, string affected, CancellationToken cancellationToken) =>
        new(await FaultLibrary.CompileAsync(cancellationToken), folder, affected);

    /// <summary>Lets writes fail with EIO.</summary>
    /// <param name="skip">The number of writes that still succeed.</param>
    /// <param name="count">The number of writes that then fail; -1 for all.</param>
    public void FailWrites(int skip, int count = -1) => (this[FaultField.WriteSkip], this[FaultField.WriteFail]) = (skip, count);

    /// <summary>Lets syncs fail with EIO, although their data was written to the file.</summary>
    /// <param name="skip">The number of syncs that still succeed.</param>
    /// <param name="count">The number of syncs that then fail; -1 for all.</param>
    public void FailSyncs(int skip, int count = -1) => (this[FaultField.SyncSkip], this[FaultField.SyncFail]) = (skip, count);

    /// <summary>Lets the disk be full as soon as files have grown by a number of bytes.</summary>
    public void LimitDisk(long bytes) => (this[FaultField.DiskLeft], this[FaultField.HasDiskLimit]) = (bytes, 1);

    /// <summary>Lets each write accept only a part of its bytes.</summary>
    public void ShortenWrites(int bytes) => this[FaultField.ShortWrite] = bytes;

    /// <summary>Lets the affected files be read-only.</summary>
    public void ForbidWrites() => this[FaultField.ReadOnly] = 1;

    /// <summary>Moves the wall clock of the server, relative to the clock of this machine.</summary>
    public void MoveClock(TimeSpan offset) => this[FaultField.ClockOffset] = offset.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Lets the disk work again. The clock stays as it is.</summary>
    public void Mend()
    {
        (this[FaultField.WriteFail], this[FaultField.SyncFail]) = (0, 0);
        (this[FaultField.WriteSkip], this[FaultField.SyncSkip]) = (0, 0);
        (this[FaultField.HasDiskLimit], this[FaultField.ShortWrite], this[FaultField.ReadOnly]) = (0, 0, 0);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
