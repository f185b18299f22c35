namespace UsageRls.Verification.Access;

/// <summary>A command on rows or on the whole table.</summary>
public enum Command
{
    /// <summary>Read rows.</summary>
    Select,

    /// <summary>Add a row.</summary>
    Insert,

    /// <summary>Change a row.</summary>
    Update,

    /// <summary>Remove a row.</summary>
    Delete,

    /// <summary>Lock rows, or the table, against other transactions.</summary>
    Lock,

    /// <summary>Remove all rows at once; row level security does not apply.</summary>
    Truncate,

    /// <summary>Change the table's definition or attach an object to it: trigger, rule, policy, foreign key, alter, comment.</summary>
    Define,
}
