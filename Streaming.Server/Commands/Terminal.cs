using System.Text;

namespace Streaming.Server.Commands;

/// <summary>The standard input, output and error of a command. Tests replace them by streams in memory.</summary>
internal sealed class Terminal : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StreamWriter _out;

    public Terminal(Stream input, Stream output, TextWriter error)
    {
        (Input, Output, Error) = (input, output, error);
        _out = new StreamWriter(output, s_utf8, BufferBytes, leaveOpen: true) { AutoFlush = true };
    }

    /// <summary>The bytes of the standard input.</summary>
    public Stream Input { get; }

    /// <summary>The bytes of the standard output. A write after the reader has closed the pipe throws
    /// <see cref="BrokenPipeException"/>.</summary>
    public Stream Output { get; }

    /// <summary>The text of the standard output, in UTF-8.</summary>
    public TextWriter Out => _out;

    /// <summary>The standard error, for errors, notes and progress.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether a person types the input.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether a person reads the output.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether a person reads the errors, so that progress is shown there.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Returns the terminal of this process.</summary>
    public static Terminal OfProcess() => new(Console.OpenStandardInput(), StandardOutput.Open(), Console.Error)
    {
        IsInputTerminal = !Console.IsInputRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>Reads the whole input as text, without a line end at its end.</summary>
    public async Task<string> ReadAllAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Input, s_utf8, detectEncodingFromByteOrderMarks: true, BufferBytes, leaveOpen: true);
        // A read of a terminal or a pipe cannot be cancelled, so that only the wait for it ends.
        var text = await reader.ReadToEndAsync(cancellationToken).WaitAsync(cancellationToken);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    public void Dispose() => _out.Dispose();
}
