using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The result of an append before its offsets are known.</summary>
/// <param name="Topic">The index of the topic in the commit, from 1.</param>
/// <param name="Result">The result. Offsets of this commit are numbers of messages.</param>
/// <param name="IsFirstNew">Whether the first offset is a number of a message of this commit.</param>
/// <param name="IsLastNew">The same for the last offset.</param>
internal readonly record struct PlannedAppend(int Topic, AppendResult Result, bool IsFirstNew, bool IsLastNew)
{
    /// <summary>The result with offsets.</summary>
    /// <param name="newest">The newest offset of the topic before the commit.</param>
    /// <param name="time">The time of the new messages.</param>
    public AppendResult At(long newest, DateTime time) => Result.Conflict is not null ? Result : Result with
    {
        Time = time,
        First = Result.First + (IsFirstNew ? newest : 0),
        Last = Result.Last + (IsLastNew ? newest : 0),
    };
}
