using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Packages;

/// <summary>
/// A process with the command line, the variables, the user and the files of the container that <c>Dockerfile</c> describes: nothing is
/// writable but <c>/data</c>, and no other environment variables are set. Linux's namespaces make the file system.
/// </summary>
internal sealed partial class ContainedServer : IAsyncDisposable
{
    // Root prepares the files, and then becomes the user of the container. $1: a work folder; $2: the program; $3: the data.
    private const string Script = """
        set -e
        mount --make-rprivate /
        mount -t tmpfs tmpfs "$1"
        mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mkdir -p "$1/root/app" "$1/root/data" "$1/root/proc" "$1/root/dev"
        chown 1654:1654 "$3"
        mount --rbind "$2" "$1/root/app"
        mount --rbind "$3" "$1/root/data"
        mount --rbind /proc "$1/root/proc"
        mount --rbind /dev "$1/root/dev"
        mount -o remount,ro "$1/root"
        root=$1/root
        shift 3
        exec chroot "$root" setpriv --reuid 1654 --regid 1654 --clear-groups --no-new-privs --bounding-set -all \
          env -i -C /data PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
        """;

    private static readonly string s_dockerfile = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    private readonly TemporaryFolder _work;
    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();

    private ContainedServer(TemporaryFolder work, TemporaryFolder data, IEnumerable<string> words)
    {
        _work = work;
        var start = new ProcessStartInfo("unshare", ["--mount", "sh", "-c", Script, "sh", work.Path, Path.GetDirectoryName(Program)!,
            data.Path, .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new OsProcess { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program of the tool <c>streaming</c>, as the build of these tests has made it.</summary>
    public static string Program { get; } = FindProgram();

    /// <summary>The reason why this machine cannot run a contained process; null if it can.</summary>
    public static string? Missing => !OperatingSystem.IsLinux() ? "This test needs Linux."
        : Environment.UserName != "root" ? "Run this test as root."
        : Programs.Missing("unshare", "setpriv", "chroot");

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the container's own command.</summary>
    /// <param name="data">The folder that is <c>/data</c> in the container.</param>
    /// <param name="environment">The variables that the operator of a container gives.</param>
    public static ContainedServer Start(TemporaryFolder data, params IEnumerable<string> environment) =>
        new(new TemporaryFolder(), data, [.. Variables(), .. environment, .. Words("ENTRYPOINT"), .. Words("CMD")]);

    /// <summary>Starts the command with which the container's health is checked.</summary>
    public static ContainedServer StartHealthCheck(TemporaryFolder data, params IEnumerable<string> environment) =>
        new(new TemporaryFolder(), data, [.. Variables(), .. environment, .. Words(@"HEALTHCHECK .*? CMD")]);

    /// <summary>Waits until the output contains a text, or the process has ended.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        await Eventually.BecomesAsync(
            () => Task.FromResult(_process.HasExited || Output.Contains(text, StringComparison.Ordinal)), ready => ready);
        Output.Should().Contain(text);
    }

    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().OrTimeout();
        return _process.ExitCode;
    }

    /// <summary>Sends SIGTERM, as container engines do: unshare, sh, chroot, setpriv and env have become the program.</summary>
    public Task<int> TerminateAsync()
    {
        UnixSignal.Send(_process.Id, UnixSignal.Terminate);
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await EndAsync();
        _process.Dispose();
        _work.Dispose();
    }

    private static string[] Variables() => EnvironmentLines().Matches(s_dockerfile).Single().Groups["lines"].Value
        .Split(['\\', '\n', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Words(string instruction) =>
        Regex.Match(s_dockerfile, $@"^{instruction} \[(?<words>.*)\]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5)).Groups["words"].Value.Split(", ").Select(word => word.Trim('"'));

    // …/Streaming.Tests/bin/Debug/net10.0/ and …/Streaming.Tool/bin/Debug/net10.0/
    private static string FindProgram()
    {
        var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(Repository.Root, "Streaming.Tool", "bin", built.Parent!.Name, built.Name, "streaming.dll");
    }

    private void Add(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    [GeneratedRegex(
        @"^ENV (?<lines>(?:.*\\\n)*.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex EnvironmentLines();
}
