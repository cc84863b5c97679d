using System.CommandLine;
using System.Globalization;

namespace Streaming.Server.Commands.Client;

/// <summary>The command <c>history</c>, which downloads the stored messages of a topic.</summary>
internal sealed class HistoryCommand : ClientCommand
{
    private const string Ndjson = "ndjson";

    private readonly Argument<string> _topic = new("topic") { Description = "The topic.", HelpName = "TOPIC" };
    private readonly Option<string> _format = new("--format") { Description = "csv, ndjson (default) or json.", HelpName = "FORMAT" };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The file to write, when the download is complete (default: the standard output).",
        HelpName = "FILE",
    };

    private readonly Option<string> _after = new("--after") { Description = "Only messages after this position.", HelpName = "POSITION" };
    private readonly Option<string> _before =
        new("--before") { Description = "Only messages before this position.", HelpName = "POSITION" };

    private readonly Option<string> _from =
        new("--from") { Description = "Only messages of this time or later, such as 2027-01-31T18:00:00Z.", HelpName = "TIME" };

    private readonly Option<string> _to = new("--to") { Description = "Only messages before this time.", HelpName = "TIME" };
    private readonly Option<long?> _limit = new("--limit") { Description = "At most this number of messages.", HelpName = "N" };
    private readonly Option<bool> _newest = new("--newest-first") { Description = "Newest messages first." };
    private readonly Option<string> _columns =
        new("--columns") { Description = "The columns of CSV in their order, such as time,sender,data.", HelpName = "LIST" };

    private readonly Option<bool> _progress =
        new("--progress") { Description = "Show the progress on the standard error, also if it is not a terminal." };

    public HistoryCommand()
        : base("history",
            "Download the stored messages of a topic. A download of ndjson that breaks off continues after its last message; one of csv " +
            "or json fails, and writes no file.")
    {
        Add(_topic);
        Add(_format);
        Add(_output);
        Add(_after);
        Add(_before);
        Add(_from);
        Add(_to);
        Add(_limit);
        Add(_newest);
        Add(_columns);
        Add(_progress);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var format = context.Get(_format) ?? Ndjson;
        if (format is not (Ndjson or "csv" or "json"))
            throw CommandException.Usage($"'{format}' (--format) is not known; give csv, ndjson or json.");
        if (context.Get(_limit) is <= 0)
            throw CommandException.Usage("The number of messages (--limit) is less than 1; give 1 or more.");
        var file = CommandContext.FullPath(context.Get(_output), "--output");
        if (file is not null && (Directory.Exists(file) || Path.EndsInDirectorySeparator(file)))
            throw new CommandException($"'{file}' (--output) is a folder; give a file.");
        var request = new HistoryRequest(context.Get(_topic)!, format, context.Get(_after), context.Get(_before), context.Get(_from),
            context.Get(_to), context.Get(_limit), context.Get(_newest), context.Get(_columns));
        var progress = context.Get(_progress) || context.Terminal.IsErrorTerminal
            ? new DownloadProgress(context.Error, TimeProvider.System, context.Terminal.IsErrorTerminal) : null;
        if (progress is not null && format == Ndjson)
            progress.Total = await TotalAsync(client, request, context.Cancellation);
        if (file is not null)
            await WriteFileAsync(file, output => DownloadAsync(client, request, output, progress, context));
        else
            await DownloadAsync(client, request, context.Terminal.Output, progress, context);
        return ExitCodes.Done;
    }

    private static async Task DownloadAsync(
        ServerClient client, HistoryRequest request, Stream output, DownloadProgress? progress, CommandContext context)
    {
        if (request.Format == Ndjson)
            await new ResumedDownload(client, output, progress, context.Error, TimeProvider.System).RunAsync(request, context.Cancellation);
        else
            await PlainDownload.RunAsync(client, request, output, progress, context.Error, context.Cancellation);
        if (progress is not null)
            await progress.EndAsync();
    }

    // The file gets its final name only when it is complete, so that no program reads an incomplete file.
    private static async Task WriteFileAsync(string path, Func<Stream, Task> write)
    {
        var file = OutputFile.Find(path, "give a file, or leave --output out to write to the standard output");
        OtherDatabase.RefuseToReplace(file);
        await using var unfinished = UnfinishedFile.Create(file);
        await write(unfinished.Content);
        unfinished.Finish(replace: true);
    }

    // Returns the expected number of messages; null if it is unknown. The number may be too high.
    private static async Task<long?> TotalAsync(ServerClient client, HistoryRequest request, CancellationToken cancellationToken)
    {
        if (request is not { After: null, Before: null, From: null, To: null })
            return request.Limit;
        var topic = await client.GetAsync(ServerClient.PathOf("topics/{0}", request.Topic), cancellationToken);
        var count = long.Parse(Fields.Text(topic["count"]), CultureInfo.InvariantCulture);
        return request.Limit is { } limit && limit < count ? limit : count;
    }
}
