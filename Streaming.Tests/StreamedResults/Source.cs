using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Streaming.Tests.StreamedResults;

/// <summary>A sequence that a test controls: it returns the rows that the test gives it, and reports its end.</summary>
public sealed class Source
{
    private readonly Channel<Measurement> _rows = Channel.CreateUnbounded<Measurement>();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the sequence is requested.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes when the sequence is disposed, with whether it was cancelled.</summary>
    public Task<bool> Ended => _ended.Task;

    public static Measurement Row(int day, string sensor = "a") => new(sensor, new DateTime(2026, 1, day), day / 2.0);

    public void Write(Measurement row) => _rows.Writer.TryWrite(row).Should().BeTrue();

    public void Complete() => _rows.Writer.Complete();

    public void Fail() => Fail(new InvalidOperationException("The source has failed on purpose."));

    public void Fail(Exception error) => _rows.Writer.Complete(error);

    /// <summary>The rows, until they are completed or the token is cancelled.</summary>
    public async IAsyncEnumerable<Measurement> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _started.TrySetResult();
        try
        {
            await foreach (var row in _rows.Reader.ReadAllAsync(cancellationToken))
                yield return row;
        }
        finally
        {
            _ended.TrySetResult(cancellationToken.IsCancellationRequested);
        }
    }
}
