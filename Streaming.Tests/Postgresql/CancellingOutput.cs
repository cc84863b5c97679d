namespace Streaming.Tests.Postgresql;

/// <summary>The output of a program. It cancels the program when the program writes a line with this text.</summary>
internal sealed class CancellingOutput(string text) : StringWriter
{
    private readonly CancellationTokenSource _cancelled = new();

    public CancellationToken Cancelled => _cancelled.Token;

    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(text, StringComparison.Ordinal) is true)
            _cancelled.Cancel();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _cancelled.Dispose();
        base.Dispose(disposing);
    }
}
