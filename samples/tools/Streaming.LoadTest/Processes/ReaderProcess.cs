using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Processes;

/// <summary>
/// Represents a child process of the load test that only subscribes. The child process reports on its standard output, and ends when its
/// standard input ends.
/// </summary>
internal sealed class ReaderProcess : IDisposable
{
    private readonly Process _process;
    private int _open, _failed;
    private long _delivered;
    private volatile bool _isReady, _ended;
    private volatile ReadResult? _result;

    public ReaderProcess(LoadTestOptions options)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!)
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ReaderProcess).Assembly.Location);
        foreach (var word in ReaderArguments.Of(options))
            start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.BeginOutputReadLine();
    }

    public int Open => Volatile.Read(ref _open);
    public int Failed => Volatile.Read(ref _failed);
    public long Delivered => Interlocked.Read(ref _delivered);

    public bool IsReady
    {
        get
        {
            Check();
            return _isReady;
        }
    }

    /// <summary>The results of the child process; null while it runs.</summary>
    public ReadResult? Result
    {
        get
        {
            Check();
            return _result;
        }
    }

    public void Finish(long published)
    {
        _process.StandardInput.WriteLine(published.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        _process.StandardInput.Dispose();
        if (!_process.WaitForExit(5000))
            _process.Kill();
        _process.Dispose();
    }

    private void Check()
    {
        if (_ended && _result is null)
            throw new InvalidOperationException("A process with subscribers ended too early.");
    }

    private void OnLine(string? line)
    {
        var words = line?.Split(' ', 4) ?? [];
        switch (words)
        {
            case ["state", var open, var failed, var delivered]:
                Volatile.Write(ref _open, int.Parse(open, CultureInfo.InvariantCulture));
                Volatile.Write(ref _failed, int.Parse(failed, CultureInfo.InvariantCulture));
                Interlocked.Exchange(ref _delivered, long.Parse(delivered, CultureInfo.InvariantCulture));
                break;
            case ["ready"]:
                _isReady = true;
                break;
            case ["result", var json]:
                _result = JsonSerializer.Deserialize<ReadResult>(json);
                break;
            case []:
                _ended = true;
                break;
        }
    }
}
