namespace Streaming.Server.Core.Csv;

/// <summary>A column of a CSV file of messages.</summary>
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
