using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Holds the result of an append before its commit, when the new messages have no offsets yet.</summary>
/// <param name="Topic">The position of the append's topic in the commit's list of topics, from 1.</param>
/// <param name="Result">The result of the append. In place of the offsets of new messages, it contains the numbers of these messages in the
/// commit.</param>
/// <param name="IsFirstNew">Whether the first offset in the result is the number of a new message, which has no offset before the
/// commit.</param>
/// <param name="IsLastNew">Whether the last offset in the result is the number of a new message, which has no offset before the
/// commit.</param>
internal readonly record struct PlannedAppend(int Topic, AppendResult Result, bool IsFirstNew, bool IsLastNew)
{
    /// <summary>Returns the result of the append with the offsets that the commit assigned.</summary>
    /// <param name="newest">The newest offset of the topic before the commit.</param>
    /// <param name="time">The time that the database gave the new messages.</param>
    public AppendResult At(long newest, DateTime time) => Result.Conflict is not null ? Result : Result with
    {
        Time = time,
        First = Result.First + (IsFirstNew ? newest : 0),
        Last = Result.Last + (IsLastNew ? newest : 0),
    };
}
