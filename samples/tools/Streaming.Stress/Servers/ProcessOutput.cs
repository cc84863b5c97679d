namespace Streaming.Stress.Servers;

/// <summary>Keeps the last lines that a process has written, for the report of a failure.</summary>
internal sealed class ProcessOutput
{
    private const int MaxLines = 200;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = [];

    /// <summary>Whether the process has reported that its host has started.</summary>
    public bool HasStarted { get; set; }

    public void Add(string? line)
    {
        if (line is null)
            return;
        if (line.Contains("Application started", StringComparison.Ordinal))
            HasStarted = true;
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _lines);
    }
}
