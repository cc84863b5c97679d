using System.CommandLine;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The command <c>jobs show</c>, which shows one job.</summary>
internal sealed class JobShowCommand : ClientCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The id of the job.", HelpName = "ID" };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON." };

    public JobShowCommand()
        : base("show", "Show a job with its arguments and the errors of its attempts.")
    {
        Add(_id);
        Add(_json);
        RunClient(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var job = await client.GetAsync(ServerClient.PathOf("jobs/{0}", context.Get(_id)!), context.Cancellation);
        if (context.Get(_json))
            await OutputJson.WriteLineAsync(context.Out, job);
        else
            await Fields.WriteAsync(context.Out, job);
        return ExitCodes.Done;
    }
}
