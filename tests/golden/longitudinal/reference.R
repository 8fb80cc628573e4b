# Reference numbers for the random intercept of a participant: lme4 and lmerTest.
library(lme4)
library(lmerTest)
set.seed(20240611)
n_persons <- 60
person <- rep(sprintf("p%02d", 1:n_persons), each = 3)
time <- rep(c(0, 3, 12), n_persons)
site <- rep(rep(c("a", "b", "c"), length.out = n_persons), each = 3)
group <- rep(ifelse((1:n_persons %/% 3) %% 2 == 0, "control", "patient"), each = 3)
age <- rep(round(rnorm(n_persons, 45, 12), 1), each = 3)
mean_fd <- round(runif(3 * n_persons, 0.05, 0.3), 3)
noise <- function(sd_person) rep(rnorm(n_persons, 0, sd_person), each = 3) + rnorm(3 * n_persons, 0, 0.15)
patient <- as.numeric(group == "patient")
outcomes <- data.frame(
  y1 = 0.4 + 0.1 * patient + 0.02 * patient * time + 0.5 * mean_fd + noise(0.2),
  y2 = 0.2 - 0.005 * time + noise(0.1),
  y3 = 0.3 + noise(0),
  y4 = 0.1 + 0.3 * (site == "b") + noise(0.5))
data <- data.frame(person, time, site, group, age = age - mean(age), mean_fd, outcomes)
keep <- sort(sample(nrow(data), nrow(data) - 25))  # some sessions are missing
data <- data[keep, ]
data$age <- data$age - mean(data$age)
data$mean_fd <- data$mean_fd - mean(data$mean_fd)
write.table(format(data, digits = 17), "input.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
rows <- list()
for (y in names(outcomes)) {
  fit <- lmer(as.formula(paste(y, "~ group * time + age + mean_fd + site + (1 | person)")), data,
              control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), calc.derivs = FALSE))
  table <- coef(summary(fit))
  variance <- as.data.frame(VarCorr(fit))$vcov
  for (term in c("grouppatient:time", "time", "grouppatient", "mean_fd")) {
    rows[[length(rows) + 1]] <- data.frame(outcome = y, term = term, beta = table[term, "Estimate"], se = table[term, "Std. Error"],
      df = table[term, "df"], t = table[term, "t value"], p = table[term, "Pr(>|t|)"], var_person = variance[1], var_residual = variance[2])
  }
}
write.table(format(do.call(rbind, rows), digits = 15), "lmer.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
cat(R.version.string, as.character(packageVersion("lme4")), as.character(packageVersion("lmerTest")), "\n")
