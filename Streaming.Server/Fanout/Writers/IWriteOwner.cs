namespace Streaming.Server.Fanout.Writers;

/// <summary>Whose bytes an outlet writes, and who hears how that goes; from any thread.</summary>
internal interface IWriteOwner
{
    /// <summary>The write that is going on; kept so that it is observed.</summary>
    Task Writing { get; set; }

    /// <summary>Part of the write went through.</summary>
    void MadeProgress();

    /// <summary>The write is finished, or, if <paramref name="ended"/>, never will be.</summary>
    void Written(bool ended);

    /// <summary>The connection takes nothing more.</summary>
    void End();
}
