using System.Text;

namespace Streaming.Server.Commands;

/// <summary>
/// Holds the standard input, the standard output and the standard error of a command. Tests replace them by streams in memory.
/// </summary>
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

    /// <summary>The standard input, as bytes.</summary>
    public Stream Input { get; }

    /// <summary>
    /// The standard output, as bytes. A write throws a <see cref="BrokenPipeException"/> if the reader has closed the pipe.
    /// </summary>
    public Stream Output { get; }

    /// <summary>The standard output, as text in UTF-8.</summary>
    public TextWriter Out => _out;

    /// <summary>The standard error, to which errors, notes and the progress are written.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether the standard input is a terminal, at which a person types.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>Whether the standard output is a terminal, which a person reads.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether the standard error is a terminal, on which the progress can be shown.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Returns the standard input, output and error of this process.</summary>
    public static Terminal OfProcess() => new(new StandardInput(Console.OpenStandardInput()), StandardOutput.Open(), Console.Error)
    {
        IsInputTerminal = !Console.IsInputRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>Reads the whole standard input as text, and removes a line end at its end.</summary>
    public async Task<string> ReadAllAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Input, s_utf8, detectEncodingFromByteOrderMarks: true, BufferBytes, leaveOpen: true);
        // A read from a terminal or a pipe cannot be cancelled. So only the wait for the read is cancelled.
        var text = await reader.ReadToEndAsync(cancellationToken).WaitAsync(cancellationToken);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    public void Dispose() => _out.Dispose();
}
