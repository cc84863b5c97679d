using System.Globalization;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Sqlite;

/// <summary>
/// A server whose disk fails when the test requires it: <c>disk-fault.c</c> is compiled and loaded into the server process. It needs no
/// privileges and no mount.
/// </summary>
internal sealed class FaultyDisk : IDisposable
{
    private readonly TemporaryFolder _tools = new();

    public TemporaryFolder Folder { get; } = new();

    private string Control => Path.Combine(_tools.Path, "fault");

    private string Library => Path.Combine(_tools.Path, "disk-fault.so");

    /// <summary>Starts the server with a disk that works.</summary>
    public Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync(fault: string.Empty, arguments);

    /// <summary>Starts the server on files that cannot be opened for writing.</summary>
    public Task<ServerProcess> StartReadOnlyAsync() => StartAsync(fault: "unwritable", []);

    private async Task<ServerProcess> StartAsync(string fault, string[] arguments)
    {
        if (!File.Exists(Library))
            await CompileAsync();
        SetFault(fault);
        (string, string)[] environment = [("LD_PRELOAD", Library), ("STREAMING_DISK_FAULT", Control)];
        return await ServerProcess.StartProgramAsync(
            program: null, Folder, environment,
            [TestStore.SqliteArgument, "--Samples:Ticker", "false", "--Outbound:AllowedNetworks:0", "127.0.0.0/8", .. arguments]);
    }

    /// <summary>Makes the disk work again.</summary>
    public void Work() => SetFault(string.Empty);

    /// <summary>Makes each sync fail, after the data was written to the file.</summary>
    public void FailSync() => SetFault("fsync");

    public void FailWrites() => SetFault("write");

    public void FailReads() => SetFault("read");

    /// <summary>Makes the disk full: it accepts no more bytes than it contains now.</summary>
    public void Fill() => SetFault(
        string.Create(CultureInfo.InvariantCulture, $"full {Directory.GetFiles(Folder.Path).Sum(file => new FileInfo(file).Length)}"));

    public void Dispose()
    {
        Folder.Dispose();
        _tools.Dispose();
    }

    // The file is renamed to its final name, so that the server never reads an incomplete file.
    private void SetFault(string fault)
    {
        File.WriteAllText(Control + ".new", fault);
        File.Move(Control + ".new", Control, overwrite: true);
    }

    private async Task CompileAsync()
    {
        var source = Path.Combine(Repository.Root, "Streaming.Tests", "Sqlite", "disk-fault.c");
        using var compiler = OsProcess.Start(CompilerFactAttribute.Compiler, ["-shared", "-fPIC", "-O1", "-o", Library, source, "-ldl"]);
        await compiler.WaitForExitAsync().OrTimeout();
        compiler.ExitCode.Should().Be(0, "the library must compile");
    }
}
