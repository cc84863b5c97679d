namespace Streaming.Server.Http.Rows;

/// <summary>
/// Encodes rows (messages or other objects) in one format, and writes them to the buffer of a response. No method waits for the client: the
/// caller sends the content of the buffer.
/// </summary>
/// <typeparam name="T">The type of the rows.</typeparam>
internal interface IRowWriter<in T> : IAsyncDisposable
{
    /// <summary>Writes the bytes that precede the first row, such as the header row of a CSV file.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes one row to the buffer of the response.</summary>
    ValueTask WriteAsync(T row, CancellationToken cancellationToken);

    /// <summary>Moves to the buffer of the response the rows that this writer keeps in a separate buffer.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Writes the bytes that follow the last row, such as the closing bracket of a JSON array.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
