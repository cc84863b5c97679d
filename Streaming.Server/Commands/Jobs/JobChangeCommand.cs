using System.CommandLine;
using System.Text.Json.Nodes;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Jobs;

/// <summary>The commands <c>jobs retry</c> and <c>jobs cancel</c>, which queue failed jobs again and cancel jobs.</summary>
internal sealed class JobChangeCommand : ClientCommand
{
    private readonly Argument<string[]> _ids = new("id")
    {
        Description = "The ids of jobs; without one, --state and the other options select the jobs.",
        HelpName = "ID",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly JobFilterOptions _filter;
    private readonly HttpMethod _method;
    private readonly string _verb;

    public JobChangeCommand(string name, HttpMethod method, string description, string states)
        : base(name, description)
    {
        (_verb, _method, _filter) = (name, method, new JobFilterOptions(states));
        Add(_ids);
        _filter.AddTo(this);
        RunClient(RunAsync);
    }

    private bool IsRetry => _method == HttpMethod.Post;

    private async Task<int> RunAsync(CommandContext context, ServerClient client)
    {
        var ids = context.Get(_ids) ?? [];
        var isFiltered = _filter.Read(context).Any(each => each.Item2 is not null);
        if (ids.Length > 0 == isFiltered || (isFiltered && !_filter.HasState(context)))
            throw CommandException.Usage($"Give either ids, or --state with the state of the jobs to {_verb}.");
        if (ids.Length > 0)
            return await ChangeAsync(context, client, ids);
        var changed = 0L;
        string? after = null;
        do
        {
            var answer = await client.SendJsonAsync(_method,
                ServerClient.WithQuery(IsRetry ? "jobs/retry" : "jobs", [.. _filter.Read(context), ("after", after)]), content: null,
                context.Cancellation);
            changed += (long)answer["changed"]!;
            after = (string?)answer["next"];
        }
        while (after is not null);
        await context.Out.WriteLineAsync($"{changed} jobs: {(IsRetry ? "queued again" : "cancelled")}");
        return ExitCodes.Done;
    }

    private async Task<int> ChangeAsync(CommandContext context, ServerClient client, string[] ids)
    {
        foreach (var id in ids)
        {
            var path = ServerClient.PathOf(IsRetry ? "jobs/{0}/retry" : "jobs/{0}", id);
            var job = await client.SendJsonAsync(_method, path, content: null, context.Cancellation);
            var isCancelling = (bool?)job["cancelling"] == true;
            await context.Out.WriteLineAsync($"{id} {Fields.Text(job["state"])}{(isCancelling ? ", cancelling" : string.Empty)}");
        }

        return ExitCodes.Done;
    }
}
