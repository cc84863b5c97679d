namespace Streaming.Server.Core.Csv;

/// <summary>Lists the columns that a CSV file with messages can have.</summary>
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
    Encoding,
}
