using System.Diagnostics;
using System.Text;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Documentation;

/// <summary>A program from a page of the documentation, as it is written there except for the address of the server.</summary>
internal sealed class Snippet : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _output = new();
    private readonly OsProcess _process;

    /// <summary>Starts the first program after a heading of a page.</summary>
    /// <param name="page">The path of the page, such as <c>docs/publish.md</c>.</param>
    /// <param name="language">The heading, which is the name of the language: <c>Node</c>, <c>Python</c>, <c>Go</c> or <c>C#</c>.</param>
    /// <param name="server">The address to use instead of <c>http://localhost:5000/</c>.</param>
    /// <param name="environment">Environment variables of the program.</param>
    public Snippet(string page, string language, Uri server, params (string Name, string Value)[] environment)
    {
        var (fence, file, command) = language switch
        {
            "Node" => ("js", "snippet.mjs", (string[])["node", "snippet.mjs"]),
            "Python" => ("python", "snippet.py", ["python3", "snippet.py"]),
            "Go" => ("go", "snippet.go", ["go", "run", "snippet.go"]),
            "C#" => ("csharp", "snippet.cs", ["dotnet", "run", "snippet.cs"]),
            _ => throw new ArgumentOutOfRangeException(nameof(language), language, message: null),
        };
        File.WriteAllText(Path.Combine(_folder.Path, file), new MarkdownFile(page).Code(language, fence)
            .Replace("http://localhost:5000/", server.ToString(), StringComparison.Ordinal));
        // The packages that a page tells to install.
        if (fence == "js" && Directory.Exists(Path.Combine(NodePackages.PathOf(NodePackages.Clients), "node_modules")))
        {
            Directory.CreateSymbolicLink(
                Path.Combine(_folder.Path, "node_modules"), Path.Combine(NodePackages.PathOf(NodePackages.Clients), "node_modules"));
        }

        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in ((string, string)[])[("DOTNET_NOLOGO", "1"), .. environment])
            start.Environment[name] = value;
        _process = new OsProcess { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that the program has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Waits until the program has written a text. A program that ends before fails the test with its output.</summary>
    public async Task WritesAsync(string text)
    {
        await Eventually.BecomesAsync(
            () => Task.FromResult(_process.HasExited || Output.Contains(text, StringComparison.Ordinal)), isReady => isReady);
        Output.Should().Contain(text);
    }

    /// <summary>Waits until the program has ended without an error, and returns what it has written.</summary>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().OrTimeout();
        _process.ExitCode.Should().Be(0, Output);
        return Output;
    }

    public async ValueTask DisposeAsync()
    {
        // `go run` and `dotnet run` start the program as another process.
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
        _folder.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
