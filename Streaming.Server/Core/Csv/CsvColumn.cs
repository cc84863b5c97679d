namespace Streaming.Server.Core.Csv;

/// <summary>The columns of a CSV file with messages.</summary>
internal enum CsvColumn
{
    Topic,
    Epoch,
    Offset,
    Time,
    Type,
    Sender,
    Data,
    Position,
}
