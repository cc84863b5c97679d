using System.ComponentModel.DataAnnotations;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Csv;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Handlers.Export;

/// <summary>The arguments of a job of type <c>export</c>: the messages to export and the format of the file.</summary>
internal sealed record ExportArguments : IValidatableObject, IGuardedArguments, ITopicContent
{
    /// <summary>The topic, or a pattern of topics with <c>*</c>.</summary>
    public required string Topics { get; init; }

    /// <summary>Only messages published at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only messages published before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The format: <c>csv</c> or <c>ndjson</c>.</summary>
    public ExportFormat Format { get; init; }

    /// <summary>Whether the file is compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// CSV only: the columns in their order, out of <c>topic, epoch, offset, time, type, sender, data, position</c>. The default is all of
    /// them except the position.
    /// </summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// CSV only: <c>formulas</c> (default) puts an apostrophe before text that a spreadsheet could run as a formula; <c>none</c> writes
    /// text unchanged.
    /// </summary>
    public string? Escape { get; init; }

    /// <summary>CSV only: whether the file begins with a byte order mark, by which Excel recognises UTF-8.</summary>
    public bool Bom { get; init; }

    internal CsvSettings CsvSettings => CsvSettings.Parse(Columns, Escape, Bom ? "true" : null);

    IReadOnlyList<string> ITopicContent.ContentTopics => [Topics];

    internal string Extension => (Format == ExportFormat.Csv ? "csv" : "ndjson") + (Gzip ? ".gz" : string.Empty);

    internal string ContentType =>
        Gzip ? "application/gzip" : Format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";

    /// <summary>
    /// Whether the export includes a topic. Topics for administrators are included only if the pattern begins with their namespace.
    /// </summary>
    internal bool Covers(TopicName topic) =>
        TopicPattern.Matches(Topics, topic)
            && (!ReservedTopics.IsForAdministrators(topic) || ReservedTopics.IsForAdministrators(new TopicName(Topics)));

    public void Demand(AccessControl control, Caller caller)
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
            yield return new ValidationResult("topics is no topic and no pattern; give one such as 'room:lobby', 'room:*' or '*'.");
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
