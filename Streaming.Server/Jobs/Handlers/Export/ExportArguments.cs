using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>
/// The arguments of a job of type <c>export</c>, which writes messages of topics to a file: which messages to export, and the format of the
/// file.
/// </summary>
internal sealed record ExportArguments : IValidatableObject, IGuardedArguments, ITopicContent
{
    /// <summary>The topic whose messages are exported, or a pattern of topics with <c>*</c>.</summary>
    public required string Topics { get; init; }

    /// <summary>The time from which on published messages are exported; null to begin with the oldest message.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which published messages are exported; null to end with the newest message.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The format of the file: <c>csv</c> or <c>ndjson</c>.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>True if the file is compressed with gzip (default false).</summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// The columns of a CSV file in their order, out of <c>topic, epoch, offset, time, type, sender, data, position</c>. The default is all
    /// columns except <c>position</c>.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// The treatment of text in a CSV file that a spreadsheet could run as a formula. <c>formulas</c> (default) puts an apostrophe before
    /// such text; <c>none</c> writes it unchanged.
    /// </summary>
    public string? Escape { get; init; }

    /// <summary>True if a CSV file begins with a byte order mark (default false), by which Excel recognizes UTF-8.</summary>
    public bool Bom { get; init; }

    internal CsvSettings CsvSettings => CsvSettings.Parse(Columns, Escape, Bom ? "true" : null);

    IReadOnlyList<string> ITopicContent.ContentTopics => [Topics];

    internal string Extension => (Format == ExportFormat.Csv ? "csv" : "ndjson") + (Gzip ? ".gz" : string.Empty);

    internal string ContentType =>
        Gzip ? "application/gzip" : Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";

    /// <summary>
    /// Returns true if the export includes a topic. Some topics may be read by administrators only. The export includes such a topic only
    /// if the pattern of the export begins with the namespace of the topic, for example <c>audit:</c>; the pattern <c>*</c> does not
    /// include it.
    /// </summary>
    internal bool Includes(TopicName topic) =>
        TopicPattern.Matches(Topics, topic)
            && (!ReservedTopics.IsForAdministrators(topic) || ReservedTopics.IsForAdministrators(new TopicName(Topics)));

    public void Authorize(AccessControl control, Caller caller)
    {
        if (!Topics.Contains('*', StringComparison.Ordinal))
            control.Authorize(caller, TopicAction.Subscribe, new TopicName(Topics));
        else if (!caller.HasToken && !caller.IsOpen)
            throw new RefusalException(
                RefusalReason.Unauthorized,
                "A token is needed to export more than one topic; send 'Authorization: Bearer …' with a token whose claim 'subscribe' " +
                "covers the pattern.");
        else if (!control.MayReadAll(caller, Topics))
            throw new RefusalException(
                RefusalReason.Forbidden,
                $"The token does not let you read all of {Topics}; it needs a claim 'subscribe' with this pattern or a wider one.");
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TopicPattern.IsValid(Topics))
            yield return new ValidationResult("topics is neither a topic nor a pattern; give one such as 'room:lobby', 'room:*' or '*'.");
        if (From >= To)
            yield return new ValidationResult("from is not before to.");
        if (Format != ExportFormat.Csv && (Columns is not null || Escape is not null || Bom))
            yield return new ValidationResult("columns, escape and bom are for CSV; leave them out, or set format to csv.");
        if (CsvRefusal() is { } refusal)
            yield return new ValidationResult(refusal);
    }

    private string? CsvRefusal()
    {
        try
        {
            _ = CsvSettings;
            return null;
        }
        catch (RefusalException e)
        {
            return e.Message;
        }
    }
}
