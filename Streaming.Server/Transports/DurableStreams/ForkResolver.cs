using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Determines the place up to which a fork has the same data as its source. (A fork is a stream that begins with the data of another
/// stream, its source.)
/// </summary>
internal sealed class ForkResolver(TopicRegistry topics, AccessControl access)
{
    /// <summary>
    /// Determines the offset of the last message that a fork (a stream that begins with the data of its source) has in common with its
    /// source.
    /// </summary>
    /// <exception cref="RefusalException">The caller may not read the source or publish to it, or the source does not have the
    /// position.</exception>
    public async ValueTask<ResolvedFork> ResolveAsync(Caller caller, ForkHead fork, CancellationToken cancellationToken)
    {
        await access.AuthorizeAsync(caller, TopicAction.Subscribe, fork.Source, cancellationToken);
        // While a fork (a stream that begins with another stream's data) exists, the name and the data of its deleted source cannot be used
        // again. A client that may only read the source must not be able to cause this.
        await access.AuthorizeAsync(caller, TopicAction.Publish, fork.Source, cancellationToken);
        var state = await topics.GetStateAsync(fork.Source, cancellationToken);
        // If the source does not exist, the store decides what happens, because the fork (a stream that begins with another stream's data)
        // may already exist from an earlier identical request.
        if (!state.Exists || fork.After is not { } after)
            return new ResolvedFork(
                new ForkRequest(fork.Source, fork.After?.Epoch, fork.After?.Offset, fork.SubOffset),
                state.Exists ? StreamResponse.ContentType(state.Properties) : null, Prefix: null);
        var offset = await OffsetAsync(fork.Source, after, state, cancellationToken);
        return fork.SubOffset == 0
            ? Resolved(fork, state, offset, prefix: null)
            : await SplitAsync(fork, state, offset, cancellationToken);
    }

    private async ValueTask<long> OffsetAsync(TopicName source, Position after, LogState state, CancellationToken cancellationToken)
    {
        if (ReadQuery.IsZero(after))
            return 0;
        var resume = await ResumePoint.FindAsync(topics.GetLog(source), source, after, state, cancellationToken);
        return resume.IsWhole ? after.Offset
            : throw RefusalException.Invalid(
                $"The source does not have the offset in {StreamHeaders.ForkOffset}; send the value of {StreamHeaders.NextOffset} of one " +
                "of its responses.");
    }

    private async ValueTask<ResolvedFork> SplitAsync(ForkHead fork, LogState state, long offset, CancellationToken cancellationToken)
    {
        if (state.Properties is null or { IsJson: true })
            return fork.SubOffset <= state.Newest - offset ? Resolved(fork, state, offset + fork.SubOffset, prefix: null)
                : throw Overshoots("messages");
        var page = offset == state.Newest ? []
            : await topics.GetLog(fork.Source).ReadAsync(fork.Source, offset + 1, offset + 1, new PageSize(1), cancellationToken);
        if (page is not [var message] || fork.SubOffset > message.Data.Length)
            throw Overshoots("bytes");
        if (fork.SubOffset == message.Data.Length)
            return Resolved(fork, state, offset + 1, prefix: null);
        var prefix = message.Data.AsSpan(0, (int)fork.SubOffset);
        return Resolved(fork, state, offset, NewMessage.OfContent(prefix, state.Properties.ContentType));
    }

    private static ResolvedFork Resolved(ForkHead fork, LogState state, long offset, NewMessage? prefix) => new(
        new ForkRequest(fork.Source, state.Epoch, offset, fork.SubOffset), StreamResponse.ContentType(state.Properties), prefix);

    private static RefusalException Overshoots(string unit) => RefusalException.Invalid(
        $"{StreamHeaders.ForkSubOffset} is greater than the number of {unit} that the source has after {StreamHeaders.ForkOffset}; send " +
        "a smaller one.");
}
